import NumericKit

extension OrderParameters {
  /// The collapsed state: decoder and encoder vanish, and `D = 1`. A fixed point of the flow at any `β`.
  ///
  /// - Parameters:
  ///   - latents: `M`.
  ///   - factors: `M*`.
  /// - Returns: Zeros but for `D`.
  public static func collapsed(latents: Int, factors: Int) -> OrderParameters {
    let overlaps = Matrix(rows: latents, columns: factors)
    let square = Matrix(rows: latents, columns: latents)
    return OrderParameters(
      m: overlaps, d: overlaps, Q: square, E: square, R: square,
      D: Array(repeating: 1, count: latents))
  }

  /// A state of one latent and one factor, from its six numbers.
  public static func single(
    m: Double, d: Double, Q: Double, E: Double, R: Double = 0, D: Double = 1
  ) -> OrderParameters {
    OrderParameters(m: [[m]], d: [[d]], Q: [[Q]], E: [[E]], R: [[R]], D: [D])
  }
}
