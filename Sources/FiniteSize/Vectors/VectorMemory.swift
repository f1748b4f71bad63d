/// The memory of a run on `N`-vectors, seen through pointers while it moves.
struct VectorMemory {
  typealias Pointer = UnsafeMutablePointer<Double>

  /// `W*`, `W` and `V`, one vector of `N` numbers after the other.
  var factors, decoder, encoder: Pointer
  /// `√N x` of each sample that the next step takes.
  var samples: Pointer
  let variances: Pointer
  /// `a` and `b` of each sample, and `Q`, of the vectors and samples as they are.
  let moments: Pointer
  /// Where `b` and `Q` begin in ``moments``.
  let overlapsB, overlapsQ: Pointer
  /// What the pending step multiplies with: `a` and `h` of each sample, `f` of each latent.
  let a, h, f: Pointer
  /// `Λ^½ c` of each new sample, or the row that it is.
  let signals: Pointer
  /// A block of `y = √N x − W a` for each sample.
  let residuals: Pointer

  /// Cuts memory of ``count(_:dimension:)`` numbers into its parts.
  init(_ base: Pointer, _ sizes: RunSizes, dimension N: Int) {
    let (M, F, B) = (sizes.latents, sizes.factors, sizes.batch)
    factors = base
    decoder = factors + F * N
    encoder = decoder + M * N
    samples = encoder + M * N
    variances = samples + B * N
    moments = variances + M
    overlapsB = moments + B * M
    overlapsQ = overlapsB + B * M
    a = overlapsQ + M * M
    h = a + B * M
    f = h + B * M
    signals = f + M
    residuals = signals + B * max(F, 1)
  }

  /// Numbers of the parts that a snapshot holds, which come first: vectors, samples, variances and
  /// moments.
  static func kept(_ sizes: RunSizes, dimension N: Int) -> [Int] {
    [sizes.order * N, sizes.batch * N, sizes.latents, momentCount(sizes)]
  }

  static func momentCount(_ sizes: RunSizes) -> Int {
    sizes.latents * (2 * sizes.batch + sizes.latents)
  }

  static func count(_ sizes: RunSizes, dimension: Int) -> Int {
    kept(sizes, dimension: dimension).reduce(0, +) + sizes.latents
      + sizes.batch * (2 * sizes.latents + max(sizes.factors, 1) + VectorKernel.blockLength)
  }

  /// The same memory with every vector seen from one of its coordinates on.
  @inline(__always) func advanced(by coordinates: Int) -> VectorMemory {
    var memory = self
    memory.factors += coordinates
    memory.decoder += coordinates
    memory.encoder += coordinates
    memory.samples += coordinates
    return memory
  }
}
