internal import CharNetwork
internal import CharNumerics
internal import CharText

/// The text of `model.py`: a PyTorch program for one model, with only the code that this model needs.
///
/// Each extension is one part of the file, in its order. `PyTorchCell` has the steps of the cells that PyTorch
/// does not have.
struct PyTorchProgram {
  let configuration: NetworkConfiguration
  let vocabularySize: Int
  let text: TextConfiguration
  let layout: ParameterLayout

  init(_ model: LanguageModel) {
    configuration = model.network.configuration
    vocabularySize = model.network.vocabularySize
    text = model.tokenizer.configuration
    layout = model.network.layout
  }

  /// The whole file.
  var source: String {
    var parts = [head]
    if library == nil {
      if configuration.normalizesLayers { parts.append(normalization) }
      parts += [cellFunction, recurrence]
    }
    parts += [module, loading, encoding, documents, evaluation, sampling, command]
    return parts.joined(separator: "\n\n\n") + "\n"
  }

  @PythonLines private var head: String {
    #"""
    """A character language model: \#(summary).

    Written by `charlm export --format pytorch`. Needs torch and safetensors.

        python model.py eval FILE
        python model.py sample --prompt TEXT --length 400 --temperature 0.8 --seed 0

    In a program of your own:

        from model import \#(hasConditions ? "encode, load, opening" : "DOCUMENT, encode, load")

        model = load()
        logits, state = model(torch.tensor(\#(start) + encode("Once upon a time")\#(order)))
    """#
    if readsBackward { "\nIt reads backward: tokens go in from the last to the first." }
    #"""
    """

    import argparse
    """#
    if usesIDs { "import json" }
    if text.condition == .folder { "import os" }
    if usesPatterns { "import re" }
    "import sys"
    if normalizes { "import unicodedata" }
    """
    from pathlib import Path

    import safetensors.torch
    import torch
    import torch.nn as nn
    import torch.nn.functional as F

    FOLDER = Path(__file__).resolve().parent
    UNKNOWN, DOCUMENT = 0, 1  # the tokens of what the vocabulary lacks, and of a document's start
    VOCABULARY, EMBEDDING, HIDDEN, LAYERS = \(sizes)
    """
    if configuration.transitionDepth > 1 { "DEPTH = \(configuration.transitionDepth)" }
    if configuration.zoneout > 0 { "ZONEOUT = \(configuration.zoneout)" }
    if configuration.cell == .ctrnn { "TIME_STEP = \(configuration.timeStep)" }
  }

  private var sizes: String {
    [
      vocabularySize, configuration.embeddingSize, configuration.hiddenSize, configuration.layers,
    ].map(String.init).joined(separator: ", ")
  }

  private var order: String { readsBackward ? "[::-1]" : "" }

  /// The expression in Python for the tokens that a document starts with.
  private var start: String { hasConditions ? "opening(NAME)" : "[DOCUMENT]" }

  private var summary: String {
    let layers = configuration.layers == 1 ? "one layer" : "\(configuration.layers) layers"
    return "\(layers) of \(configuration.hiddenSize) \(configuration.cell.rawValue) units"
  }
}
