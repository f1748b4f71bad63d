import LinearVAE
import Spectra
import Storage

extension LossConvention {
  /// The loss in the theory's units.
  package var dataset: Dataset {
    var data = Dataset()
    data.add("effective_beta", .numbers([effectiveBeta]), "βσ².")
    data.add(
      "learning_rate_factor", .numbers([learningRateFactor]), "Flow time of a step at rate 1.")
    data.note("terms", terms, "The terms as they were written, with what they weigh.")
    return data
  }
}
