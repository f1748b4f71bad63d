import LinearVAE
import RealModule
import Spectra
import Storage

/// The mistake in a script that would make its KL term weigh what the measured KL divergences say.
struct WeightExplanation: Sendable, Hashable {
  /// What is done in place of what the loss says, as the end of a sentence.
  let text: String
  /// By which factor `β` then differs from that of the loss.
  let factor: Double

  /// The likeliest explanation of a factor: one that gives it within 30 %; `nil` if none does.
  ///
  /// - Parameters:
  ///   - factor: The fitted `β` over that of the loss.
  ///   - plan: The data and the loss.
  ///   - latents: `M`.
  ///   - batch: `B`, if it is known.
  /// - Returns: The nearest.
  static func of(_ factor: Double, _ plan: Plan, latents: Int, batch: Int?) -> Self? {
    let weight = plan.specification.klWeight
    let N = Double(plan.spectrum.columns)
    let M = Double(latents)
    let loss = plan.specification.loss
    var candidates = [
      Self(text: "the weight were not applied at all (1 in its place)", factor: 1 / weight),
      Self(text: "the weight were applied twice", factor: weight),
      loss?.averages(.reconstruction, over: N) == true
        ? Self(text: "the reconstruction were summed over the columns, not averaged", factor: 1 / N)
        : Self(text: "the reconstruction were averaged over the columns, not summed", factor: N),
      loss?.averages(.kl, over: M) == true
        ? Self(text: "KL were summed over the latents, not averaged", factor: M)
        : Self(text: "KL were averaged over the latents, not summed", factor: 1 / M),
      Self(text: "KL were averaged over the columns", factor: 1 / N),
    ]
    if plan.specification.schedule != nil {
      let final = plan.specification.finalFactor
      candidates.append(Self(text: "the schedule were not applied", factor: 1 / final))
    }
    if let batch {
      let B = Double(batch)
      candidates += [
        Self(text: "KL were summed over the batch, and the reconstruction averaged", factor: B),
        Self(text: "KL were averaged over the batch, and the reconstruction summed", factor: 1 / B),
      ]
    }
    let limit = Double.log(1.3)
    func distance(_ candidate: Self) -> Double { abs(Double.log(factor / candidate.factor)) }
    return candidates.filter {
      abs(Double.log($0.factor)) > Double.log(1.5) && distance($0) < limit
    }
    .min { distance($0) < distance($1) }
  }
}

extension LossConvention {
  /// Whether terms of a kind are means over so many coordinates or latents, as they are written.
  fileprivate func averages(_ kind: Kind, over count: Double) -> Bool {
    terms.contains { term in
      guard term.kind == kind, let factor = term.factor, let weight = term.weight else {
        return false
      }
      return abs(weight * count / factor - 1) < 1e-6
    }
  }
}
