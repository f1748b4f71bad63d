import LinearVAE
import NumericKit

/// Up to which rates the latents on given branches keep their directions.
struct SpectralMixing {
  private let branches: [SpectralBranch]
  /// The pairs, with the indices of their branches.
  private let pairs: [(pair: SpectralPair, first: Int, second: Int)]

  /// All pairs of the latents of a problem.
  ///
  /// - Parameters:
  ///   - branches: One for each kind of latent.
  ///   - counts: How many latents are on each.
  ///   - whole: The problem of all latents.
  init(_ branches: [SpectralBranch], counts: [Int], of whole: SpectralProblem) {
    self.branches = branches
    pairs = branches.indices.flatMap { first in
      (first..<branches.count).filter { $0 != first || counts[first] > 1 }.map { second in
        (SpectralPair(branches[first], branches[second], of: whole), first, second)
      }
    }
  }

  /// States of latents by themselves at a multiple of the rates, and how fast the first pair there mixes.
  private struct Step {
    let factor: Double
    let states: [SpectralState]
    let growthRate: Double
  }

  /// Follows the states to a multiple of the rates; `nil` if one is lost.
  private func step(to factor: Double, from last: Step?) -> Step? {
    var states: [SpectralState] = []
    for (index, branch) in branches.enumerated() {
      let near = last.flatMap { branch.rest(at: factor, from: $0.states[index]) }
      guard let rest = near ?? branch.rest(at: factor) else { return nil }
      states.append(rest.state)
    }
    let rates = pairs.map {
      $0.pair.growthRate(at: factor, (states[$0.first], states[$0.second])) ?? .infinity
    }
    return Step(factor: factor, states: states, growthRate: rates.max() ?? -.infinity)
  }

  /// The multiple of the rates from which on the first pair mixes; the given one if none does below it.
  ///
  /// Pairs can keep apart again at rates above, so that this is looked for from small rates on.
  func largestFactor(below largest: Double) -> Double {
    guard !pairs.isEmpty else { return largest }
    var last: Step?
    for index in 1..<Self.stepCount {
      let factor = largest * Double(index) / Double(Self.stepCount)
      guard let next = step(to: factor, from: last) else { continue }
      guard next.growthRate > 0 else {
        last = next
        continue
      }
      let low = last?.factor ?? 0
      return Brent.root(
        of: { factor in
          factor == 0 ? -.ulpOfOne : step(to: factor, from: last)?.growthRate ?? .ulpOfOne
        }, between: low, and: factor, tolerance: Self.resolution * factor
      ).point
    }
    return largest
  }

  /// Steps from 0 to the largest rates; the windows in which pairs mix are several times as wide.
  private static let stepCount = 20
  /// The relative error of the factor.
  private static let resolution = 1e-5
}
