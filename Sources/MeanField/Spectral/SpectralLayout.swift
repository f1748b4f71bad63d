/// Where each order parameter of a spectral state sits in the flat state of its flow, in symmetric
/// coordinates.
///
/// In this order: of each group of many directions the upper triangles of `Q_b` and `E_b` and all of `R_b`,
/// row after row; of each single direction `w` and `v`, of which its matrices are the products; then `D`:
/// `groups · (2M² + M) + singles · 2M + M` independent numbers.
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
  /// Coordinates of one group.
  @_transparent var groupCount: Int { 2 * triangle + latents * latents }
  /// Where `E` and `R` begin among the coordinates of a group.
  @_transparent var E: Int { triangle }
  @_transparent var R: Int { 2 * triangle }
  /// Where the single directions begin.
  @_transparent var single: Int { groups * groupCount }
  @_transparent var D: Int { single + 2 * latents * singles }
  /// The number of coordinates.
  @_transparent var count: Int { D + latents }
}
