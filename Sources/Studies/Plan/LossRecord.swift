import LinearVAE
import Storage

/// A loss converted to the theory's units, as it is stored.
public struct LossRecord: Sendable, Encodable {
  let effective_beta: Double
  let learning_rate_factor: Double
  let terms: [LossConvention.Term]

  /// The record of a conversion.
  public init(_ loss: LossConvention) {
    effective_beta = loss.effectiveBeta
    learning_rate_factor = loss.learningRateFactor
    terms = loss.terms
  }

  /// One row: what `loss --format csv` writes.
  public static func table(of loss: LossConvention) -> ColumnTable {
    var table = ColumnTable()
    table.add("effective_beta", [loss.effectiveBeta])
    table.add("learning_rate_factor", [loss.learningRateFactor])
    return table
  }

  /// The same as arrays of one number for NumPy.
  public static func archive(of loss: LossConvention) -> NPZArchive {
    var archive = NPZArchive()
    archive.add("effective_beta", shape: [1], [loss.effectiveBeta])
    archive.add("learning_rate_factor", shape: [1], [loss.learningRateFactor])
    return archive
  }
}
