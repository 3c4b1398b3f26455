// What the page's components cannot do by themselves: the theme, names for screen readers, where the focus goes, and the
// word that the connection is lost. Reads texts only as text; makes no request but /healthz.
(() => {
  "use strict";
  const KEY = "catalogue-chat-theme";
  const kept = {
    get() { try { return localStorage.getItem(KEY); } catch { return null; } }, // a frame may have no storage
    set(theme) { try { localStorage.setItem(KEY, theme); } catch { /* then it lasts as long as the page */ } },
  };

  // gradio reads the theme from the address when it starts.
  const address = new URL(location.href);
  const asked = address.searchParams.get("theme") || kept.get();
  const plain = !address.searchParams.has("__theme");
  if (plain && (asked === "dark" || asked === "light")) {
    address.searchParams.set("__theme", asked);
    history.replaceState(history.state, "", address);
  }

  const phone = matchMedia("(max-width: 760px)");
  const all = (selector) => document.querySelectorAll(selector);
  const text = (selector) => document.querySelector(selector)?.textContent.trim() ?? "";
  const set = (node, name, value) => { if (node && node.getAttribute(name) !== value) node.setAttribute(name, value); };

  // A card's title without its place
  const titled = (card) =>
    [...(card.querySelector("h3")?.childNodes ?? [])].filter((n) => n.nodeName !== "I").map((n) => n.textContent).join("").trim();

  function name() {
    const about = text("#names .about"), language = text("#names .language");
    if (!language) return;
    set(document.documentElement, "lang", language);
    all("button.do[title]").forEach((b) => set(b, "aria-label", b.title));
    all("button.do.write").forEach((b) => set(b, "aria-expanded", String(written?.card === b.closest(".card"))));
    all(".compare").forEach((table) => {
      set(table, "tabindex", "0");
      set(table, "role", "region");
      set(table, "aria-label", [...table.querySelectorAll("thead th")].map((cell) => cell.textContent).join(" / "));
    });
    all(".card").forEach((card) => {
      const title = titled(card);
      set(card, "role", "group");
      set(card, "aria-label", title);
      card.querySelectorAll(".act").forEach((b) => {
        const action = b.textContent.trim();
        set(b, "aria-label", about.replace("{action}", () => action).replace("{title}", () => title));
      });
    });
    set(document.querySelector("#status"), "role", "status");
    set(document.querySelector("#talk"), "role", "main");
    set(document.querySelector("#side"), "role", "complementary");
    set(document.querySelector("#side"), "aria-label", text("#heading h2"));
    set(document.querySelector("#cards"), "tabindex", phone.matches ? "0" : "-1");
    set(document.querySelector("#cards"), "aria-label", text("#heading h2"));
    set(document.querySelector("#theme"), "title", text("#theme"));
  }

  // A control that goes while it has the focus hands it to the one that has taken its place: of the same wish, and in it
  // of the same kind. Else to the text box; not on a touch screen, where a keyboard would rise.
  let focused = null;
  document.addEventListener("focusin", (event) => { focused = event.target; });
  const OPPOSITE = { mute: "unmute", unmute: "mute", today: "taste", taste: "today" };
  function heir(gone) {
    if (gone.matches?.(".rating")) return document.querySelector(`button.rating[value="${gone.value}"]`);
    const [kind, wish] = (gone.value ?? "").split(" ");
    if (!wish) return null;
    const same = (k) => document.querySelector(`button.do[value="${k} ${wish}"]:not(:disabled)`);
    return same(kind) ?? same(OPPOSITE[kind]) ?? document.querySelector(`button.do[value$=" ${wish}"]`);
  }
  function refocus() {
    if (!focused || focused.isConnected || document.activeElement !== document.body) return;
    const next = heir(focused);
    focused = null;
    if (next) { next.focus({ preventScroll: true }); return; }
    if (matchMedia("(hover: hover)").matches) document.querySelector("#box textarea")?.focus({ preventScroll: true });
  }

  // The card that tells why it is there comes into view: on a phone the row of picks is moved, not the page.
  let telling = null;
  function reveal() {
    const card = document.querySelector(".card:has(.aside)");
    if (card === telling) return;
    telling = card;
    if (card && phone.matches) card.parentElement.scrollTo({ left: card.offsetLeft - 12 });
    else if (card) card.scrollIntoView({ block: "nearest" });
  }

  let folded = false;
  function fold() {
    const label = document.querySelector("#understood button.label-wrap");
    if (folded || !label) return;
    folded = true;
    if (phone.matches) label.click();
    if (plain && address.searchParams.has("__theme")) {
      address.searchParams.delete("__theme");
      history.replaceState(history.state, "", address);
    }
  }

  // A button of the HTML says in its value what it does; the server hears it by a text box that nobody sees.
  const deeds = [];
  let count = 0;
  function pass() {
    const box = document.querySelector("#deed textarea, #deed input");
    if (!box || !deeds.length) return;
    box.value = deeds[0];
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => { deeds.shift(); pass(); }, 40); // one at a time, so that none takes another's place
  }
  function act(button, words = "") {
    count += 1; // so that the same twice is a change too
    if (deeds.push(`${button.value} ${count} ${words}`.trimEnd()) === 1) pass();
  }

  // A line to write in about one item, of at most one card: Enter sends it, Escape or the button that opened it closes it
  // and keeps nothing. It goes where its item goes, and with it.
  const MOST = 400;
  let written = null;
  const item = (card) => card.offsetParent && `${titled(card)}\n${card.querySelector(".facts")?.textContent}`;
  const opener = (card) => card.querySelector("button.do.write");
  function write(button) {
    const card = button.closest(".card"), again = written?.card === card;
    shut();
    if (again) return;
    const form = document.createElement("form"), line = document.createElement("input"), send = document.createElement("button");
    form.className = "write";
    Object.assign(line, { type: "text", maxLength: MOST, autocomplete: "off", placeholder: button.title, enterKeyHint: "send" });
    set(line, "aria-label", text("#names .about").replace("{action}", () => button.title).replace("{title}", () => titled(card)));
    send.textContent = text("#names .send");
    form.append(line, send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const words = line.value.trim();
      if (!words) return;
      act(opener(card), words);
      shut(true);
    });
    form.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) shut(true); });
    written = { form, item: item(card) };
    put(card);
  }
  function shut(back = false) {
    if (!written) return;
    const { card, form } = written;
    written = null;
    form.remove();
    if (back) opener(card)?.focus({ preventScroll: true });
    name();
  }
  function put(card) {
    written.card = card;
    card.querySelector(".acts").before(written.form);
    written.form.firstChild.focus();
    name();
  }
  function follow() {
    if (!written || item(written.card) === written.item) return;
    const card = [...all(".card")].find((one) => item(one) === written.item);
    if (card) put(card);
    else shut();
  }

  // What was unfolded stays so when it is painted anew.
  const unfolded = new Set();
  document.addEventListener("toggle", ({ target }) => {
    if (target.id && target.isConnected) target.open ? unfolded.add(target.id) : unfolded.delete(target.id);
  }, true);
  function unfold() { all("details[id]").forEach((part) => { if (unfolded.has(part.id)) part.open = true; }); }

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; unfold(); follow(); name(); refocus(); reveal(); fold(); doubt(); });
  }).observe(document, { childList: true, subtree: true, characterData: true });

  // What changed lies over the picks while it is unfolded: a click elsewhere folds it, and so does Escape.
  function tidy(target) { all("details.changed[open]").forEach((part) => { if (!part.contains(target)) part.open = false; }); }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") tidy(null); });
  document.addEventListener("focusin", (event) => tidy(event.target));

  document.addEventListener("click", (event) => {
    tidy(event.target);
    // The second click of a double click would meet what has taken the first one's place.
    const button = event.target.closest?.("button.do");
    if (event.detail > 1 && event.target.closest?.(".acts, .do:not(.stronger, .weaker)")) event.stopImmediatePropagation();
    else if (button?.matches(".write")) write(button);
    else if (button) act(button);
    if (event.target.closest?.("#theme")) kept.set(document.body.classList.toggle("dark") ? "dark" : "light");
  }, true);

  // The connection
  let lost = null;
  function tell(gone) {
    if (gone && !lost && text("#names .offline")) {
      lost = document.createElement("div");
      lost.id = "lost";
      lost.setAttribute("role", "alert");
      lost.textContent = text("#names .offline");
      document.body.append(lost);
    } else if (!gone && lost) {
      lost.remove();
      lost = null;
    }
  }
  async function check() {
    if (document.hidden) return;
    try { tell(!(await fetch("/healthz", { cache: "no-store" })).ok); } catch { tell(true); }
  }
  // gradio says in a corner that the server is gone: then look at once, and say it once.
  let looked = 0;
  function doubt() {
    if (!lost && document.querySelector(".toast-wrap > *") && Date.now() - looked > 2000) { looked = Date.now(); check(); }
  }
  addEventListener("offline", () => tell(true));
  addEventListener("online", check);
  setInterval(check, 10000);
})();
