import LinearVAE
import NumericKit

extension FileNode {
  /// The word random, overlaps, or order parameters.
  func initialCondition(
    latents: Int, factors: Int
  ) throws(ProblemFileError) -> InitialCondition {
    if word == "random" { return .random }
    guard let keys else {
      throw error(expected: "random, a mapping with the key overlap, or one with m, d, Q, E, R, D")
    }
    return keys.contains { FileNode.orderParameterKeys.contains($0) }
      ? .explicit(try orderParameters(latents: latents, factors: factors))
      : .overlapping(try overlappingStart(latents: latents, factors: factors))
  }

  private static let orderParameterKeys = ["m", "d", "Q", "E", "R", "D"]

  private func overlappingStart(
    latents: Int, factors: Int
  ) throws(ProblemFileError) -> OverlappingStart {
    let section = try FileSection(
      self, keys: ["overlap", "decoder_norm", "encoder_norm", "variance"])
    let overlap = try section.required("overlap", "a number, or a row per latent")
    var start = OverlappingStart(
      overlap: overlap.isList
        ? try overlap.matrix(
          rows: latents, columns: factors, "a row per latent, a column per factor")
        : Matrix(
          rows: latents, columns: factors,
          repeating: try overlap.number("a number, or a row per latent")))
    if let node = section["decoder_norm"] { start.decoderNorm = try node.number() }
    if let node = section["encoder_norm"] { start.encoderNorm = try node.number() }
    if let node = section["variance"] { start.variance = try node.number() }
    return start
  }

  private func orderParameters(
    latents: Int, factors: Int
  ) throws(ProblemFileError) -> OrderParameters {
    let section = try FileSection(self, keys: FileNode.orderParameterKeys.map { FileKey($0) })
    func overlap(_ key: String) throws(ProblemFileError) -> Matrix {
      let shape = "a row per latent, a column per factor"
      return try section.required(key, "a \(latents) × \(factors) matrix, \(shape)")
        .matrix(rows: latents, columns: factors, shape)
    }
    func square(_ key: String) throws(ProblemFileError) -> Matrix {
      let shape = "a row and a column per latent"
      return try section.required(key, "a \(latents) × \(latents) matrix, \(shape)")
        .matrix(rows: latents, columns: latents, shape)
    }
    let variances = latents == 1 ? "a list of 1 number > 0" : "a list of \(latents) numbers > 0"
    return OrderParameters(
      m: try overlap("m"), d: try overlap("d"), Q: try square("Q"), E: try square("E"),
      R: try square("R"),
      D: try section.required("D", variances).numbers(variances, count: latents))
  }
}
