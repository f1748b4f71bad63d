import Fitting
import NumericKit
import RealModule
import Storage
import Testing

@Suite("Summary of a code")
struct CodeSummaryTests {
  private static func table(_ values: [Double], _ columns: Int, _ name: String = "x") throws
    -> DataTable
  {
    try DataTable(values, columns: columns, named: name)
  }

  private static func code(
    _ means: [Double], _ logVariances: [Double], columns: Int, form: SpreadForm = .logVariance
  ) throws -> CodeSummary {
    try CodeSummary(
      means: table(means, columns, "mu"), spreads: table(logVariances, columns, "spread"),
      form: form)
  }

  /// A code with Var μ = 1 − σ², of 500 samples and two latents, the second collapsed.
  private static let balanced: (means: [Double], logVariances: [Double]) = {
    var stream = RandomStream(seed: 1, stream: 0)
    var (means, logVariances): ([Double], [Double]) = ([], [])
    for _ in 0..<500 {
      means += [Double(0.8).squareRoot() * stream.normal(), 0]
      logVariances += [.log(0.2), 0]
    }
    return (means, logVariances)
  }()

  @Test("KL, moments and active units are those of the definition")
  func definition() throws {
    let (means, spreads) = ([1.0, -0.5, 3, 0.5], [0.1, -2, -0.3, -1.5])
    let code = try Self.code(means, spreads, columns: 2)
    for k in 0..<2 {
      let terms = [0, 1].map { row -> Double in
        let (μ, v) = (means[2 * row + k], spreads[2 * row + k])
        return 0.5 * (μ * μ + .exp(v) - 1 - v)
      }
      #expect(abs(code.latents[k].kl - (terms[0] + terms[1]) / 2) < 1e-14)
    }
    #expect(code.latents[0].varianceOfMean == 1 && code.latents[0].meanOfMean == 2)
    #expect(code.latents[1].varianceOfMean == 0.25)
    #expect(abs(code.covariance[0, 1] - 0.5) < 1e-15)
    #expect(code.activeUnits == 2 && code.rows == 2)
    #expect(abs(code.totalKL - code.latents[0].kl - code.latents[1].kl) < 1e-15)
  }

  @Test("KL next to the prior keeps its digits, and is never negative")
  func nearPrior() throws {
    let code = try Self.code([1e-9, 0], [1e-7, -1e-12], columns: 2)
    #expect(abs(code.latents[0].kl / (0.5 * (1e-18 + 0.5e-14)) - 1) < 1e-6)
    #expect(code.latents[1].kl >= 0 && code.latents[1].kl < 1e-23)
    #expect(code.activeUnits == 0)
    let zero = try Self.code([0, 0, 0], [0, 0, 0], columns: 1)
    #expect(zero.totalKL == 0 && zero.latents[0].marginalKL == 0)
    #expect(try zero.totalCorrelation() == 0)
  }

  /// Theorem (code-balance): `E μ² + E σ² − 1` is the derivative of KL by the logarithm of a latent's scale.
  @Test("imbalance is the derivative of KL by a latent's scale")
  func balance() throws {
    var stream = RandomStream(seed: 2, stream: 0)
    let (means, spreads) = (stream.normals(60), stream.normals(60))
    func kl(_ step: Double) throws -> Double {
      try Self.code(
        means.map { .exp(step) * $0 }, spreads.map { $0 + 2 * step }, columns: 1
      ).totalKL
    }
    let slope = try (kl(1e-5) - kl(-1e-5)) / 2e-5
    #expect(try abs(slope - Self.code(means, spreads, columns: 1).latents[0].imbalance) < 1e-7)
    let (trained, variances) = Self.balanced
    #expect(try abs(Self.code(trained, variances, columns: 2).latents[0].imbalance) < 0.1)
  }

  @Test("a Gaussian code splits into information, total correlation and distance from the prior")
  func split() throws {
    // Four points whose means correlate by 0.6 exactly; variances of ½.
    let (a, b) = (1.0, (1 - 0.36).squareRoot())
    let means = [a, 0.6 * a + b, -a, -0.6 * a + b, a, 0.6 * a - b, -a, -0.6 * a - b]
    let code = try Self.code(means, Array(repeating: .log(0.5), count: 8), columns: 2)
    #expect(abs(code.correlations[0, 1] - 0.6) < 1e-12)
    #expect(abs((code.largestCorrelation?.value ?? 0) - 0.6) < 1e-12)
    let correlation = 0.6 / 1.5
    let expected = -0.5 * Double.log(1 - correlation * correlation)
    #expect(try abs(code.totalCorrelation() - expected) < 1e-12)
    #expect(abs(code.latents[0].marginalKL - 0.5 * (1.5 - 1 - .log(1.5))) < 1e-12)
  }

  @Test(
    "regimes: active, passive, and mixed where a tenth of the posteriors are as wide as the prior")
  func regimes() throws {
    var (means, spreads): ([Double], [Double]) = ([], [])
    for row in 0..<100 {
      let sign: Double = row % 2 == 0 ? 1 : -1
      means += [sign, 0.001 * sign, row < 15 ? 0 : sign]
      spreads += [-3, 0, row < 15 ? 0 : -3]
    }
    let code = try Self.code(means, spreads, columns: 3)
    let found = code.latents.map { $0.regime(unitThreshold: code.unitThreshold) }
    #expect(found == [.active, .passive, .mixed])
  }

  @Test("a posterior is as wide as the prior from a variance of 0.9 on", arguments: [0.89, 0.91])
  func width(variance: Double) throws {
    let spreads = Array(repeating: Double.log(variance), count: 20)
    let code = try Self.code((0..<20).map { $0 % 2 == 0 ? 1 : -1 }, spreads, columns: 1)
    #expect(code.latents[0].widePosteriorShare == (variance > 0.9 ? 1 : 0))
  }

  @Test(
    "an active unit has a mean of a variance above 0.01, or above what is asked for",
    arguments: [(0.011, 1), (0.009, 0)])
  func units(variance: Double, count: Int) throws {
    let means = (0..<10).map { ($0 % 2 == 0 ? 1 : -1) * variance.squareRoot() }
    let code = try Self.code(means, Array(repeating: 0, count: 10), columns: 1)
    #expect(code.activeUnits == count)
    let strict = try CodeSummary(
      means: Self.table(means, 1), spreads: Self.table(Array(repeating: 0, count: 10), 1),
      unitThreshold: 0.02)
    #expect(strict.activeUnits == 0)
  }

  @Test(
    "what a latent tells is KL less the distance of the whole code, whatever is added to its mean")
  func information() throws {
    var stream = RandomStream(seed: 3, stream: 0)
    let (means, spreads) = (stream.normals(50), stream.normals(50).map { 0.3 * $0 - 1 })
    let plain = try Self.code(means, spreads, columns: 1).latents[0]
    let moved = try Self.code(means.map { $0 + 3 }, spreads, columns: 1).latents[0]
    #expect(moved.kl > plain.kl + 3 && abs(moved.information - plain.information) < 1e-12)
    // ½ (ln s² − E ln σ²).
    let logarithm = spreads.reduce(0, +) / 50
    let expected = 0.5 * (Double.log(plain.aggregateVariance) - logarithm)
    #expect(abs(plain.information - expected) < 1e-12)
  }

  @Test(
    "spreads in another form are named, and read as what they are", arguments: SpreadForm.allCases)
  func forms(form: SpreadForm) throws {
    let (means, logVariances) = Self.balanced
    let spreads = logVariances.map { value -> Double in
      switch form {
      case .logVariance: value
      case .logDeviation: value / 2
      case .variance: .exp(value)
      case .deviation: .exp(value / 2)
      }
    }
    let wrong = try Self.code(means, spreads, columns: 2)
    #expect(wrong.likelierForm == (form == .logVariance ? nil : form))
    let right = try Self.code(means, spreads, columns: 2, form: form)
    #expect(right.likelierForm == nil)
    #expect(try abs(right.totalKL - Self.code(means, logVariances, columns: 2).totalKL) < 1e-9)
  }

  @Test("what cannot be a code is refused with row and column")
  func errors() throws {
    let means = try Self.table([0, 0, 0, 0, 0, 0], 2, "mu")
    func message(_ spreads: [Double], _ columns: Int, _ form: SpreadForm = .logVariance) -> String {
      do {
        _ = try CodeSummary(
          means: means, spreads: Self.table(spreads, columns, "logvar"), form: form)
        return ""
      } catch { return "\(error)" }
    }
    #expect(message([0, 0, 0, 0], 2).contains("2 × 2, but the means in mu are 3 × 2"))
    #expect(message([0, 0, 0, 0, 0, 0], 3).contains("transpose one of them"))
    #expect(message([0, 0, 0, 1000, 0, 0], 2).contains("row 2, column 2: 1000.0 cannot be"))
    #expect(message([1, 1, 1, 1, -1, 1], 2, .variance).contains("row 3, column 1: -1.0 cannot be"))
  }

  @Test("one sample, and one latent")
  func least() throws {
    let single = try Self.code([0.3, -0.2], [-1, 0], columns: 2)
    #expect(single.activeUnits == 0 && single.totalKL > 0)
    #expect(try single.totalCorrelation() == 0)
    #expect(single.largestCorrelation == nil)
  }
}
