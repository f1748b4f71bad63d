import LinearVAE
import Spectra
import Storage

extension LossConvention {
  /// The loss in the theory's units.
  package var dataset: Dataset {
    var data = Dataset()
    data.add("effective_beta", .numbers([effectiveBeta]), "βσ², which eigenvalues must exceed.")
    data.add(
      "learning_rate_factor", .numbers([learningRateFactor]),
      "Flow time of a step at rate 1.")
    data.note(
      "terms", terms,
      """
      Terms of the loss: `text`, `kind` (reconstruction or kl), `factor` as it was written, and `weight` \
      with means resolved.
      """)
    return data
  }
}
