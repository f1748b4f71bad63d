import NumericKit

/// Where each order parameter of a spectral state sits in the flat state of its flow, in symmetric
/// coordinates.
///
/// The groups of many directions in blocks, as ``MatrixBlocks`` has them: of a block first the upper triangle of
/// `Q_b`, row after row, then that of `E_b` and all of `R_b`, of each element the numbers of the block's groups side by
/// side, so that loops over them, in the fastest cache, fill the processor's vectors. Then of each single direction
/// `w` and `v`, of which its matrices are the products; then `D`: `groups · (2M² + M) + singles · 2M + M`
/// independent numbers.
struct SpectralLayout: Sendable, Hashable {
  /// `M`, the number of latents.
  let latents: Int
  /// Groups with matrices.
  let groups: Int
  /// Groups of a single direction.
  let singles: Int

  @_transparent
  init(latents: Int, groups: Int, singles: Int) {
    (self.latents, self.groups, self.singles) = (latents, groups, singles)
  }

  @_transparent var triangle: Int { latents * (latents + 1) / 2 }
  /// Independent elements of the matrices of a group.
  @_transparent var elements: Int { 2 * triangle + latents * latents }
  /// Where the single directions begin.
  @_transparent var single: Int { groups * elements }
  @_transparent var D: Int { single + 2 * latents * singles }
  /// The number of coordinates.
  @_transparent var count: Int { D + latents }

  /// Where an element of a group with matrices is.
  func place(of element: Int, group: Int) -> Int {
    let start = group / MatrixBlocks.size * MatrixBlocks.size
    return start * elements + element * min(MatrixBlocks.size, groups - start) + group - start
  }
}
