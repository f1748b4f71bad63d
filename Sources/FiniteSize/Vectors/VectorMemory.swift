/// The memory of a run on `N`-vectors, seen through pointers while it moves.
struct VectorMemory {
  typealias Pointer = UnsafeMutablePointer<Double>

  /// `W*`, `W` and `V`, one vector of `N` numbers after the other.
  var factors, decoder, encoder: Pointer
  /// `√N x` of each sample of the batch.
  var samples: Pointer
  /// A block of `y = √N x − W a` for each sample.
  let residuals: Pointer
  /// What the pending step multiplies with: `a` and `h` of each sample, `f` of each latent.
  let a, h, f: Pointer
  /// `Λ^½ c` of each new sample.
  let signals: Pointer
  /// `a` and `b` of each sample, and `Q`, of the vectors and samples as they are.
  let moments: Pointer

  init(
    _ sizes: RunSizes, dimension: Int, vectors: Pointer, samples: Pointer, scratch: Pointer
  ) {
    let (M, F, B) = (sizes.latents, sizes.factors, sizes.batch)
    factors = vectors
    decoder = factors + F * dimension
    encoder = decoder + M * dimension
    self.samples = samples
    moments = scratch
    a = moments + VectorMemory.momentCount(sizes)
    h = a + B * M
    f = h + B * M
    signals = f + M
    residuals = signals + B * F
  }

  /// Numbers in ``moments``.
  static func momentCount(_ sizes: RunSizes) -> Int {
    sizes.latents * (2 * sizes.batch + sizes.latents)
  }

  /// Numbers of working memory, beginning with the moments.
  static func scratchCount(_ sizes: RunSizes) -> Int {
    momentCount(sizes) + sizes.latents
      + sizes.batch * (2 * sizes.latents + sizes.factors + VectorKernel.blockLength)
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
