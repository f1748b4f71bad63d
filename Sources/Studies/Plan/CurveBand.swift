import LinearVAE
import NumericKit
import Spectra

/// Between what bounds the learning curve of a single run lies over random starts, (start-band).
///
/// They differ in when latents leave their plateaus. What the noise of SGD does to a run at rest, and what the
/// weights of a start add to the curve in other directions until they have died out, is not part of it.
public struct CurveBand: Sendable, Hashable {
  /// Bounds at each time.
  public struct Bounds: Sendable, Hashable {
    /// What one run in ten stays below.
    public let lower: [Double]
    /// What half of the runs stay below.
    public let median: [Double]
    /// What one run in ten is above.
    public let upper: [Double]
  }

  /// For each latent, those of its KL divergence from the prior, in nats; of a latent that does not live
  /// both are its curve.
  public let kl: [Bounds]
  /// Those of the sum over latents.
  public let rate: Bounds
  /// Those of `E‖x − x̂‖²`, in squared units of the data.
  public let distortion: Bounds

  /// The share of runs below the lower bound, and above the upper one.
  public static let tail = 0.1

  /// What the curves of a latent from short, typical and long starts are at each time.
  struct Courses {
    let short, typical, long: LatentFlow.Course
  }

  /// The bounds of all latents, and of their sum.
  ///
  /// - Parameters:
  ///   - courses: Those of each latent; of one that does not live the three are alike.
  ///   - totalVariance: The sum of all eigenvalues of the data.
  init(_ courses: [Courses], totalVariance: Double) {
    func values(_ path: KeyPath<LatentFlow.Course, [Double]>) -> [[[Double]]] {
      courses.map { [$0.short[keyPath: path], $0.typical[keyPath: path], $0.long[keyPath: path]] }
    }
    let (kl, distortion) = (values(\.kl), values(\.distortion))
    self.kl = kl.map { Self.bounds([$0], from: 0) }
    rate = Self.bounds(kl, from: 0)
    self.distortion = Self.bounds(distortion, from: totalVariance)
  }

  /// Bounds of a sum of independent numbers: what is below the typical sum is the root of the sum of
  /// squares, and so is what is above. Exact where one of them varies at a time.
  private static func bounds(_ parts: [[[Double]]], from offset: Double) -> Bounds {
    var (lower, median, upper) = ([Double](), [Double](), [Double]())
    for i in parts.first?.first?.indices ?? 0..<0 {
      var (middle, below, above) = (offset, 0.0, 0.0)
      for part in parts {
        let values = part.map { $0[i] }
        let typical = values[1]
        middle += typical
        let (down, up) = (
          typical - (values.min() ?? typical), (values.max() ?? typical) - typical
        )
        below += down * down
        above += up * up
      }
      median.append(middle)
      lower.append(middle - below.squareRoot())
      upper.append(middle + above.squareRoot())
    }
    return Bounds(lower: lower, median: median, upper: upper)
  }
}

/// How the start of every latent spreads over draws.
struct StartSpread {
  let forecast: LatentForecast
  /// The standard deviation of every weight at the start, in units of the data.
  let overlap: Double
  /// `βσ²` over flow time; that of the forecast at all times if `nil`.
  let level: BetaSchedule?
  let free: FreeDirections
  let noise: SGDNoise?

  /// The courses of a latent from starts of which one in ten is shorter, half are, and nine in ten.
  ///
  /// The overlaps of all latents with a direction are as many normal numbers; but those that stronger
  /// directions have taken are closed to it.
  func courses(
    of index: Int, typical given: LatentFlow.Course, at times: [Double]
  ) throws -> CurveBand.Courses {
    let latent = forecast.latents[index]
    guard latent.isActive else { return .init(short: given, typical: given, long: given) }
    let law = StartLaw(
      latent: latent, overlap: overlap, level: level ?? .constant(latent.level), free: free,
      noise: noise)
    let length = try law.relativeLength()
    func course(_ probability: Double) throws -> LatentFlow.Course {
      let square = ChiSquareLaw.quantile(
        probability, degrees: forecast.latents.count - index)
      return try LatentFlow(
        latent, startOverlap: overlap * length * square.squareRoot(), level: level, noise: noise
      ).course(at: times)
    }
    return .init(
      short: try course(CurveBand.tail), typical: try course(0.5),
      long: try course(1 - CurveBand.tail))
  }
}
