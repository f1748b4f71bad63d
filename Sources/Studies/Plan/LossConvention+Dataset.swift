import LinearVAE
import Spectra
import Storage

extension LossConvention {
  /// The loss in the theory's units.
  package var dataset: Dataset {
    var data = Dataset()
    data.add(
      "decoder", .texts([decoder.name]), "Likelihood that the reconstruction term stands for.")
    data.add(
      "beta", .numbers([beta]),
      "Weight of the KL term divided by that of the negative log-likelihood.")
    data.add(
      "effective_beta", .optionals([effectiveBeta]),
      "βσ², which eigenvalues must exceed; missing for decoders without a given σ².")
    data.add(
      "learning_rate_factor", .optionals([learningRateFactor]),
      "Flow time of a step at rate 1; missing without a given σ², or where it needs a missing size."
    )
    data.note(
      "terms", terms,
      """
      Terms of the loss: `text`, `kind` (reconstruction or kl), `factor` as it was written, and `weight` \
      with means resolved; missing where they need a missing size.
      """)
    data.note("ignored", ignored, "Names of the terms that were left out.")
    data.note("notes", notes, "What was assumed of terms, in sentences.")
    data.add(
      "verdict_without_data", .texts([verdictWithoutData]),
      "What follows for any data of the usual scales; missing where nothing does.")
    return data
  }
}
