import ArgumentParser
import Fitting
import Requests

extension Optimizer: ExpressibleByArgument {}

/// How training would go.
struct TrainingFlags: ParsableArguments {
  @Option(help: "What takes the steps.")
  var optimizer: Optimizer = .sgd

  @Option(
    parsing: .unconditional,
    help: """
      Learning rate of plain SGD on the loss as it is written, small: gives the plateaus in steps, and \
      a warning if training diverges.
      """)
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help: "Samples in a step: B of a loss, of an epoch's steps, and of the noise of SGD.")
  var batch: Int?

  @Option(parsing: .unconditional, help: "Steps of training.")
  var steps: Int?

  @Option(parsing: .unconditional, help: "Epochs of training, with --batch in place of --steps.")
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      """
      What the weight of the KL term is multiplied by over the steps, as "linear(duration=4000)"; needs \
      --steps or --epochs.
      """, valueName: "spec"), completion: .problemFile)
  var schedule: String?

  /// What these flags say.
  var part: TrainingPart {
    var part = TrainingPart()
    (part.optimizer, part.learningRate, part.schedule) = (optimizer, learningRate, schedule)
    (part.batch, part.steps, part.epochs) = (batch, steps, epochs)
    return part
  }
}
