internal import CharText

/// The commands of `python model.py`.
extension PyTorchProgram {
  /// True if the model reads from the last character to the first.
  var readsBackward: Bool { text.direction == .backward }

  /// Returns the expression of tokens in the order of reading, or back in the order of the text.
  private func reading(_ tokens: String) -> String { readsBackward ? "\(tokens)[::-1]" : tokens }

  /// Returns the expression of the tokens that a document starts with.
  private func document(_ name: String) -> String {
    hasConditions ? "opening(\(name))" : "[DOCUMENT]"
  }

  @PythonLines var evaluation: String {
    #"""
    @torch.no_grad()
    def evaluate(model, paths):
        """−Σ ln p in nats over files as one stream of documents, and the number of tokens."""
        texts = [text for path in paths for text in documents(path)]
        stream = [token for \#(hasConditions ? "name, text" : "text") in texts for token in \#(document("name")) + \#(reading("encode(text)"))]
        inputs, targets = torch.tensor(stream[:-1]), torch.tensor(stream[1:])
    """#
    if hasConditions {
      #"""
          given = torch.isin(targets, torch.tensor(list(CONDITIONS.values())))
          targets[given] = -100  # conditions are read, not predicted
      """#
    }
    #"""
        # Read in pieces that start with the documents, and go on after at most 1000 tokens.
        starts = [i for i, token in enumerate(stream[:-1]) if token == DOCUMENT or i % 1000 == 0]
        nats, state = 0.0, None
        for start, end in zip(starts, starts[1:] + [len(stream) - 1]):
            if inputs[start] == DOCUMENT:
                state = None
            logits, state = model(inputs[start:end], state)
            loss = F.cross_entropy(logits.double(), targets[start:end], reduction="sum")
            nats += loss.item()
        return nats, \#(hasConditions ? "len(targets) - int(given.sum())" : "len(targets)")
    """#
  }

  @PythonLines var sampling: String {
    #"""
    @torch.no_grad()
    def sample(model, prompt="", length=400, temperature=0.8, seed=0\#(hasConditions ? ", condition=None" : "")):
        """The text that \#(readsBackward ? "comes before" : "follows") a prompt; at temperature 0 always the likeliest token."""
        generator = torch.Generator().manual_seed(seed)
    """#
    if hasConditions {
      #"""
          names, ids = list(CONDITIONS), list(CONDITIONS.values())
          if condition is None:  # the model draws its own
              logits = model(torch.tensor([DOCUMENT]))[0][-1, ids]
              p = torch.softmax(logits / max(temperature, 1e-6), -1)
              condition = names[torch.multinomial(p, 1, generator=generator).item()]
      """#
    }
    #"""
        tokens, state, drawn = \#(document("condition")) + \#(reading("encode(\(cleaned("prompt")))")), None, []
        for _ in range(length):
            logits, state = model(torch.tensor(tokens), state)
            logits = logits[-1]
            logits[\#(hasConditions ? "[UNKNOWN] + ids" : "UNKNOWN")] = -torch.inf
            if temperature > 0:
                p = torch.softmax(logits / temperature, -1)
                tokens = [torch.multinomial(p, 1, generator=generator).item()]
            else:
                tokens = [logits.argmax().item()]
            if tokens == [DOCUMENT]:
                break
            drawn += tokens
        return decode(\#(reading("drawn")))
    """#
  }

  @PythonLines var command: String {
    #"""
    def main():
        parser = argparse.ArgumentParser(description="A character language model.")
        commands = parser.add_subparsers(dest="command", required=True)
        command = commands.add_parser("eval", help="measure how well it predicts files")
        command.add_argument("files", nargs="+", metavar="FILE")
        command = commands.add_parser("sample", help="generate text")
        command.add_argument("--prompt", default="", help="the \#(readsBackward ? "end" : "start") of the text")
        command.add_argument("--length", type=int, default=400, help="tokens at most")
        command.add_argument("--temperature", type=float, default=0.8, help="0 = the likeliest")
        command.add_argument("--seed", type=int, default=0)
    """#
    if hasConditions {
      #"    command.add_argument("--condition", metavar="NAME", help="what it is under; the model draws it")"#
    }
    #"""
        options = parser.parse_args()

        model = load()
        if options.command == "sample":
            text = sample(model, options.prompt, options.length, options.temperature, options.seed\#(hasConditions ? ", options.condition" : ""))
            print(\#(readsBackward ? "text + options.prompt" : "options.prompt + text"))
            return
        try:
            nats, tokens = evaluate(model, options.files)
        except (OSError, UnicodeDecodeError) as error:
            sys.exit(f"model.py: {error}")
        if tokens == 0:
            sys.exit("model.py: there is no text in these files")
        print(f"tokens          {tokens}")
        print(f"nats            {nats:.4f}")
        print(f"nats per token  {nats / tokens:.6f}")


    if __name__ == "__main__":
        main()
    """#
  }
}
