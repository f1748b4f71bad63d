/// Why a run of SGD cannot go on.
///
/// Latents count from 0; `step` is the step that failed, counted from 1, and `time` is `step/N`.
public enum SimulationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A step of SGD carried the variance `D_k` across zero, which nothing in (sgd) prevents.
  case varianceCrossedZero(latent: Int, step: Int, time: Double, value: Double, beta: Double)
  /// An order parameter became infinite: the rates are too large for SGD to be stable.
  case diverged(step: Int, time: Double)

  /// What happened, when, and what to do about it.
  public var description: String {
    switch self {
    case .varianceCrossedZero(let latent, let step, let time, let value, let beta):
      "step \(step) (t = \(time)) carried the variance D of latent \(latent + 1) across zero, to "
        + "\(value), at β = \(beta): choose a smaller training.rates.variance, a β that does not "
        + "start at 0, or training.variance: log, which keeps D positive"
    case .diverged(let step, let time):
      "SGD diverged at step \(step) (t = \(time)): choose smaller training.rates"
    }
  }
}
