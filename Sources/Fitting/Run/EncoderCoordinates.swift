import NumericKit

/// In which units the encoder is searched for: `V = T V'`.
enum EncoderCoordinates {
  case diagonal([Double])
  case dense(Matrix)

  /// How many rows `V'` has.
  var count: Int {
    switch self {
    case .diagonal(let factors): factors.count
    case .dense(let matrix): matrix.columns
    }
  }

  var isDiagonal: Bool { if case .diagonal = self { true } else { false } }

  /// `V = T V'`.
  func push(_ source: DenseBlock, to target: DenseBlock) {
    switch self {
    case .diagonal(let factors): scale(source, by: factors, to: target)
    case .dense(let matrix): matrix.asBlock { target.assign($0.plain, source.plain) }
    }
  }

  /// `TᵀG`.
  func pull(_ source: DenseBlock, to target: DenseBlock) {
    switch self {
    case .diagonal(let factors): scale(source, by: factors, to: target)
    case .dense(let matrix): matrix.asBlock { target.assign($0.transposed, source.plain) }
    }
  }

  private func scale(_ source: DenseBlock, by factors: [Double], to target: DenseBlock) {
    for (j, factor) in factors.enumerated() {
      let (from, to) = (source.start + j * source.stride, target.start + j * target.stride)
      for k in 0..<source.columns { to[k] = factor * from[k] }
    }
  }
}

extension Matrix {
  /// The elements as a block that is only read.
  func asBlock(_ body: (DenseBlock) -> Void) {
    elements.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      body(DenseBlock(UnsafeMutablePointer(mutating: start), rows: rows, columns: columns))
    }
  }
}
