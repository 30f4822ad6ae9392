"""Makes of stories260k what servers serve: a folder for transformers and a GGUF for llama.cpp.

    python stories_model.py STORIES260K FOLDER

The model was taught no roles and no end of a reply. Both get the same plain chat template, and the
full stop as end, so that most replies are one sentence and some are cut at their bound.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from safetensors.numpy import load_file

GGUF_NAME = "stories260k.gguf"
CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{{ message['role'] + ': ' + message['content'] + '\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ 'assistant:' }}{% endif %}"
)
END = "."
PARTS = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}
"""llama.cpp's name of each part of a layer, by transformers' name."""


def write_folder(source: Path, target: Path) -> None:
    """Copy the model, with a chat template and an end."""
    target.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        shutil.copyfile(path, target / path.name)
    (target / "chat_template.jinja").write_text(CHAT_TEMPLATE, encoding="utf-8")
    path = target / "generation_config.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    end = _vocabulary(source)[END]
    settings.update(eos_token_id=[settings["eos_token_id"], end], do_sample=True)
    path.write_text(json.dumps(settings, indent=2), encoding="utf-8")


def write_gguf(source: Path, target: Path) -> None:
    """Write the model in llama.cpp's format, in 32 bit as it is."""
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    writer = gguf.GGUFWriter(target, "llama")
    writer.add_name("stories260k")
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_rope_dimension_count(config["head_dim"])
    writer.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])
    _add_tokenizer(writer, source, config)
    for name, weights in load_file(source / "model.safetensors").items():
        heads = {
            "q_proj": config["num_attention_heads"],
            "k_proj": config["num_key_value_heads"],
        }.get(name.split(".")[-2])
        writer.add_tensor(_name_of(name), _interleaved(weights, heads) if heads else weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_tokenizer(writer: gguf.GGUFWriter, source: Path, config: dict[str, Any]) -> None:
    """A byte pair encoding with byte fallback: a merge comes the sooner the lower its id."""
    vocabulary = _vocabulary(source)
    tokens = sorted(vocabulary, key=vocabulary.__getitem__)
    kinds = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL]
    kinds += [
        gguf.TokenType.BYTE if token.startswith("<0x") else gguf.TokenType.NORMAL
        for token in tokens[len(kinds) :]
    ]
    first = kinds.index(gguf.TokenType.NORMAL)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([float(min(first - number, 0)) for number in range(len(tokens))])
    writer.add_token_types(kinds)
    writer.add_bos_token_id(config["bos_token_id"])
    writer.add_eos_token_id(vocabulary[END])
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(False)  # it stands in the chat template
    writer.add_add_eos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)


def _vocabulary(source: Path) -> dict[str, int]:
    tokenizer = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    found: dict[str, int] = tokenizer["model"]["vocab"]
    return found


def _name_of(name: str) -> str:
    """`model.layers.0.mlp.up_proj.weight` is `blk.0.ffn_up.weight`."""
    whole = {
        "model.embed_tokens.weight": "token_embd.weight",
        "model.norm.weight": "output_norm.weight",
    }
    if name in whole:
        return whole[name]
    _model, _layers, number, part = name.removesuffix(".weight").split(".", maxsplit=3)
    return f"blk.{number}.{PARTS[part]}.weight"


def _interleaved(weights: np.ndarray[Any, Any], heads: int) -> np.ndarray[Any, Any]:
    """The rows of a head in llama.cpp's order.

    transformers turns the first half of a head's dimensions against the second, llama.cpp each
    with its neighbour.
    """
    rows, columns = weights.shape
    halves = weights.reshape(heads, 2, rows // heads // 2, columns)
    return np.ascontiguousarray(halves.swapaxes(1, 2)).reshape(rows, columns)


if __name__ == "__main__":
    stories, folder = map(Path, sys.argv[1:])
    write_folder(stories, folder)
    write_gguf(stories, folder / GGUF_NAME)
