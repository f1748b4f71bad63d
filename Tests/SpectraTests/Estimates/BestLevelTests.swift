import LinearVAE
import NumericKit
import Spectra
import Storage
import Testing

@Suite("The best level for few samples")
struct BestLevelTests {
  /// (finite-optimum) for a factor `ρ` in noise `η` at the ratio `g`.
  private func factor(_ ρ: Double, noise η: Double, ratio g: Double) -> SampledFactor {
    SampledFactor(strength: ρ, noise: η, ratio: g)
  }

  /// One factor: `λ̂ − ρc²` with the error `ρ(1 − c²)`, which tends to the noise as samples grow.
  @Test("is λ̂ − ρc² for one factor and tends to the noise", arguments: [2.0, 0.5, 0.01, 1e-6])
  func oneFactor(ratio g: Double) throws {
    let (ρ, η) = (1.7, 0.6)
    let spike = factor(ρ, noise: η, ratio: g)
    let best = try #require(BestLevel(factors: [spike], bulk: [], latents: 1))
    #expect(abs(best.level / (spike.sample - ρ * spike.cosine2) - 1) <= 1e-7)
    #expect(abs(best.error - ρ * (1 - spike.cosine2)) <= 1e-12)
    #expect(best.level > η && best.level - η <= 4 * g && best.living == 1)
  }

  /// No other level does better: factors apart and equal, one that does not show, more latents than
  /// factors so that noise can live, fewer latents than factors.
  @Test("is the lowest of all levels", arguments: [1, 2, 3, 6])
  func noOtherLevel(latents: Int) throws {
    let (η, g) = (1.0, 0.8)
    for strengths in [[3.0, 1.2], [2, 2], [40, 1.0], [2, 1.9, 1.8], [5, 0.5]] {
      let factors = strengths.map { factor($0, noise: η, ratio: g) }.sorted {
        $0.sample > $1.sample
      }
      let bulk = [3.5, 3.2, 2.9, 2.5, 0.4]
      let best = try #require(BestLevel(factors: factors, bulk: bulk, latents: latents))
      let noise = bulk.prefix(max(0, latents - factors.count))
      for step in 0...4000 {
        let level = Double(step) * 0.012
        let error = BestLevel.error(at: level, factors, latents, noise)
        #expect(error >= best.error - 1e-12, "\(level) \(strengths)")
      }
      #expect(abs(BestLevel.error(at: best.level, factors, latents, noise) - best.error) <= 1e-12)
    }
    let hidden = factor(0.5, noise: η, ratio: g)
    #expect(hidden.cosine2 == 0)
    #expect(BestLevel(factors: [hidden], bulk: [], latents: latents) == nil)
  }

  /// Against the optimum on drawn samples: the level that minimises the true error, averaged over draws
  /// and known to the grid's width, and that error.
  @Test("minimises the true error of the optimum on samples", arguments: [(1600, 200), (800, 400)])
  func samples(rows: Int, columns: Int) throws {
    let (η, strengths) = (1.0, [8.0, 2.5])
    let levels = (0...60).map { 0.8 + Double($0) * 0.05 }
    var errors = Array(repeating: 0.0, count: levels.count)
    let draws = 40
    for draw in 0..<draws {
      let data = spikedData(
        rows: rows, columns: columns, spikes: strengths.map { $0 + η }, noise: η, seed: UInt64(draw)
      )
      let eigen = try SymmetricEigen(of: SampleCovariance(of: DataTable(data)).matrix)
      for (index, level) in levels.enumerated() {
        for (factor, ρ) in strengths.enumerated() {
          let column = columns - 1 - factor
          let square = max(0, eigen.values[column] - level)
          let cosine = abs(eigen.vectors[factor, column])
          errors[index] += (ρ - 2 * cosine * (ρ * square).squareRoot() + square) / Double(draws)
        }
      }
    }
    let g = Double(columns) / Double(rows)
    let factors = strengths.map { factor($0, noise: η, ratio: g) }
    let best = try #require(BestLevel(factors: factors, bulk: [], latents: 2))
    let measured = try #require(errors.indices.min { errors[$0] < errors[$1] })
    #expect(abs(best.level - levels[measured]) <= 0.1)
    #expect(abs(best.error / errors[measured] - 1) <= 0.05)
  }

  /// From a data set alone: the recommendation has as many latents as there are factors, a level between
  /// the noise and the factors, and an error that no other level undercuts by more than chance.
  @Test("is recommended from the data")
  func recommended() throws {
    let spectrum = try spikedSpectrum(
      rows: 300, columns: 100, spikes: [9, 5, 4], noise: 1, draw: 7)
    let estimate = try #require(SignalEstimate(of: spectrum))
    let advice = Recommendation(estimate)
    let level = try #require(advice.level)
    #expect(advice.latents == 3 && advice.isCertain)
    #expect(level > 1 && level < 2)
    #expect(advice.reason.hasPrefix("3 directions stand out of noise of variance "))
    let forecast = try LatentForecast(eigenvalues: spectrum.eigenvalues, latents: 10, beta: level)
    #expect(forecast.active >= 3)
    #expect((0..<5).map(estimate.origin) == [.signal, .signal, .signal, .noise, .noise])

    let noise = try #require(
      SignalEstimate(of: spikedSpectrum(rows: 300, columns: 100, noise: 1, draw: 7)))
    let none = Recommendation(noise)
    #expect(none.level == nil && none.latents == 0 && none.error == nil)
    #expect(none.reason.hasPrefix("No direction stands out of noise"))
    let decaying = try #require(SignalEstimate(of: DataSpectrum(of: digits())))
    #expect(!Recommendation(decaying).isCertain)
    // Eight of ten directions stand out: two tell little of noise, however alike they are.
    let strong = [9, 8, 7, 6, 5, 4, 3, 2.5, 0.3, 0.29]
    let crowded = try #require(SignalEstimate(of: DataSpectrum(rows: 2000, eigenvalues: strong)))
    #expect(crowded.signals == 8 && crowded.noise.isBulkLikeNoise && !crowded.isCertain)
    #expect(Recommendation(crowded).reason.contains("too little to tell"))
  }
}
