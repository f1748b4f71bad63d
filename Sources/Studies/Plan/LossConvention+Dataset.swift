import LinearVAE
import Spectra
import Storage

extension LossConvention {
  /// The loss in the theory's units.
  package var dataset: Dataset {
    var data = Dataset()
    data.add("decoder", .texts([decoder.name]), "What the reconstruction term says of the data.")
    data.add("beta", .numbers([beta]), "The weight of KL over that of the negative log-likelihood.")
    data.add(
      "effective_beta", .optionals([effectiveBeta]), "βσ²; missing for decoders without a given σ².")
    data.add(
      "learning_rate_factor", .optionals([learningRateFactor]), "Flow time of a step at rate 1.")
    data.note("terms", terms, "The terms as they were written, with what they weigh.")
    data.note("ignored", ignored, "What was left out.")
    data.add(
      "verdict_without_data", .texts([verdictWithoutData]),
      "What follows for any data of the usual scales; missing where nothing does.")
    return data
  }
}
