import NumericKit

/// The loss of a model on rows of data, averaged over codes exactly and over the rows, with its gradient.
///
/// It is computed in two parts, since the weight of the KL term may follow from what the first one finds.
package protocol ExpectedLoss: AnyObject {
  /// Finds the codes of rows, and what the loss is made of.
  ///
  /// - Parameters:
  ///   - parameters: As ``ParameterLayout`` has them.
  ///   - rows: Which rows; ignored by a loss on all of them.
  /// - Returns: The parts, averaged over the rows.
  func forward(_ parameters: UnsafeMutablePointer<Double>, rows: ArraySlice<Int32>) -> LossParts

  /// The gradient of `NLL + Σ β_k KL_k` on the rows of the last call of ``forward(_:rows:)``, by `D` and
  /// `ln σ²` and all other parameters themselves.
  ///
  /// - Parameters:
  ///   - parameters: Those of that call.
  ///   - beta: `β_k` of each latent.
  ///   - gradient: Receives as many numbers as there are parameters.
  func backward(
    _ parameters: UnsafeMutablePointer<Double>, beta: [Double],
    into gradient: UnsafeMutablePointer<Double>)
}

/// What a loss is made of, averaged over rows.
package struct LossParts: Sendable, Hashable {
  /// The expected negative log-likelihood, without what no parameter changes.
  package var nll: Double
  /// The KL divergence of each latent from its prior, in nats.
  package var kl: [Double]
  /// `E‖x − x̂‖²` of a Gaussian decoder, in squared units of the data; not a number for others.
  package var distortion: Double

  /// `NLL + Σ β_k KL_k`.
  package func value(beta: [Double]) -> Double {
    nll + zip(beta, kl).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

/// Parts of a product that threads take, the same for any number of threads, so that results are too.
enum Panels {
  /// Ranges of nearly equal length, none longer than `width`.
  static func ranges(_ count: Int, width: Int) -> [Range<Int>] {
    let parts = max(1, (count + width - 1) / width)
    return (0..<parts).map { (count * $0 / parts)..<(count * ($0 + 1) / parts) }
  }
}
