import ArgumentParser
import Requests

/// What the loss is: in the user's words, or by decoder and `β`.
struct ModelFlags: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "β, the weight of the KL term beside the NLL; 1 unless given.")
  var beta: Double?

  @Option(
    help: ArgumentHelp(
      "The loss in words, as \"mse:mean + 0.00025*kl:sum\", in place of --beta and --decoder.",
      valueName: "terms"))
  var loss: String?

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("The value of a name in --loss; repeatable.", valueName: "name=value"))
  var values: [String] = []

  @Option(
    help: ArgumentHelp(
      "What the decoder says of the data, in place of gaussian.", valueName: "family"))
  var decoder: ModelPart.Family?

  @Option(
    parsing: .unconditional,
    help: "σ² of a Gaussian decoder, in squared units of the data; 1 unless given.")
  var decoderVariance: Double?

  @Option(parsing: .unconditional, help: "θ of a negative binomial decoder: variance μ + μ²/θ.")
  var dispersion: Double?

  @Option(
    parsing: .unconditional,
    help: "Draws of a multinomial decoder; the totals of the rows unless given.")
  var draws: Double?

  /// What these flags say.
  var part: ModelPart {
    get throws {
      var part = ModelPart()
      (part.beta, part.loss, part.set) = (beta, loss, try valuesByName(values))
      (part.decoder, part.decoderVariance) = (decoder, decoderVariance)
      (part.dispersion, part.draws) = (dispersion, draws)
      return part
    }
  }
}

extension ModelPart.Family: ExpressibleByArgument {}
