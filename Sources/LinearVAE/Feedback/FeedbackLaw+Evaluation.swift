import NumericKit
import RealModule

extension FeedbackLaw.Controller {
  /// Numbers that the rule remembers.
  @inlinable public var memoryCount: Int {
    switch self {
    case .capacity, .freeBits: 0
    case .control: 1
    case .geco(_, let average, _, _, _): average > 0 ? 2 : 1
    }
  }

  /// What the rule remembers at `t = 0`.
  ///
  /// - Parameters:
  ///   - reference: The reference at `t = 0`.
  ///   - distortion: That of the state, with which a moving average starts.
  /// - Returns: ``memoryCount`` numbers.
  public func initialMemory(reference: Double, distortion: Double) -> [Double] {
    switch self {
    case .capacity, .freeBits: []
    case .control: [0]
    case .geco(_, let average, let initial, _, _):
      [.log(initial)] + (average > 0 ? [distortion + reference] : [])
    }
  }

  /// The weight of each latent, and how fast the memory moves.
  ///
  /// - Parameters:
  ///   - reference: The value of the law's reference at this time.
  ///   - code: What the rule reads of the state.
  ///   - memory: ``memoryCount`` numbers.
  ///   - weights: Receives `β_k` of each latent.
  ///   - rates: Receives the time derivative of the memory.
  @inlinable
  public func evaluate<Scalar: AnalyticScalar>(
    reference: Scalar, _ code: CodeStatistics<Scalar>, memory: UnsafePointer<Scalar>,
    weights: UnsafeMutablePointer<Scalar>, rates: UnsafeMutablePointer<Scalar>
  ) {
    let one = Scalar(constant: 1)
    let weight: Scalar
    switch self {
    case .capacity(let gamma, let width):
      weight = gamma * Scalar.tanh((1 / width) * (code.rate - reference))
    case .freeBits(let nats, let width):
      for k in 0..<code.latents {
        let above = (1 / width) * (code.divergences[k] - Scalar(constant: nats))
        weights[k] = 0.5 * (reference * (one + Scalar.tanh(above)))
      }
      return
    case .control(let proportional, let integral, let min, let max):
      let error = reference - code.rate
      // 1/(1 + eᵉ), without overflow.
      let share = 0.5 * (one - Scalar.tanh(0.5 * error))
      let free = Scalar(constant: min) + proportional * share + memory[0]
      weight = free.clamped(to: min...max)
      rates[0] = Self.stopped(-integral * error, where: free, leaves: min...max)
    case .geco(let rate, let average, _, let min, let max):
      let excess = code.distortion + reference
      let bounds = Double.log(min)...Double.log(max)
      weight = Scalar.exp(memory[0].clamped(to: bounds))
      let averaged = average > 0 ? memory[1] : excess
      rates[0] = Self.stopped(-rate * averaged, where: memory[0], leaves: bounds)
      if average > 0 { rates[1] = (1 / average) * (excess - memory[1]) }
    }
    for k in 0..<code.latents { weights[k] = weight }
  }

  /// (anti-windup) A rate that vanishes where it would lead a value further out of its bounds:
  /// continuously, over a thousandth of their distance.
  @inlinable
  static func stopped<Scalar: AnalyticScalar>(
    _ rate: Scalar, where value: Scalar, leaves bounds: ClosedRange<Double>
  ) -> Scalar {
    let (low, high) = (bounds.lowerBound, bounds.upperBound)
    let scale = 1 / (saturationBand * (high - low))
    let over = (scale * (value - Scalar(constant: high))).clamped(to: 0...1)
    let under = (scale * (Scalar(constant: low) - value)).clamped(to: 0...1)
    let rising = rate.clamped(to: 0...Double.infinity)
    let falling = rate.clamped(to: -Double.infinity...0)
    return rising - rising * over + (falling - falling * under)
  }

  /// The part of the distance of its bounds by which a value may leave them.
  @inlinable static var saturationBand: Double { 1e-3 }
}
