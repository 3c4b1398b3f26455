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

  const all = (selector) => document.querySelectorAll(selector);
  const text = (selector) => document.querySelector(selector)?.textContent.trim() ?? "";
  const set = (node, name, value) => { if (node && node.getAttribute(name) !== value) node.setAttribute(name, value); };

  function name() {
    const remove = text("#names .remove"), about = text("#names .about"), language = text("#names .language");
    if (!language) return;
    set(document.documentElement, "lang", language);
    all("#wishes .wish").forEach((b) => set(b, "aria-label", remove.replace("{wish}", () => b.textContent.trim())));
    all(".card").forEach((card) => {
      const heading = card.querySelector("h3");
      const title = [...(heading?.childNodes ?? [])].filter((n) => n.nodeName !== "I").map((n) => n.textContent).join("").trim();
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
    set(document.querySelector("#cards"), "tabindex", matchMedia("(max-width: 760px)").matches ? "0" : "-1");
    set(document.querySelector("#cards"), "aria-label", text("#heading h2"));
    set(document.querySelector("#theme"), "title", text("#theme"));
  }

  // A control that goes while it has the focus hands it to the text box; not on a touch screen, where a keyboard would rise.
  let focused = null;
  document.addEventListener("focusin", (event) => { focused = event.target; });
  function refocus() {
    if (!focused || focused.isConnected || document.activeElement !== document.body) return;
    focused = null;
    if (matchMedia("(hover: hover)").matches) document.querySelector("#box textarea")?.focus({ preventScroll: true });
  }

  let folded = false;
  function fold() {
    const label = document.querySelector("#understood button.label-wrap");
    if (folded || !label) return;
    folded = true;
    if (matchMedia("(max-width: 760px)").matches) label.click();
    if (plain && address.searchParams.has("__theme")) {
      address.searchParams.delete("__theme");
      history.replaceState(history.state, "", address);
    }
  }

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; name(); refocus(); fold(); doubt(); });
  }).observe(document, { childList: true, subtree: true, characterData: true });

  document.addEventListener("click", (event) => {
    // The second click of a double click would meet what has taken the first one's place.
    if (event.detail > 1 && event.target.closest?.(".acts, #wishes")) event.stopImmediatePropagation();
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
