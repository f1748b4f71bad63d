/// Where each order parameter of a spectral state sits in the flat state of its flow, in symmetric
/// coordinates.
///
/// In this order: the upper triangle of `Q_b`, row after row, that of `E_b` and all of `R_b`, of each element
/// the numbers of all groups of many directions side by side, so that one loop over the groups, which the
/// compiler vectorises, serves them; of each single direction `w` and `v`, of which its matrices are the products; then `D`:
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
  /// Where `E` and `R` of all groups begin.
  @_transparent var E: Int { triangle * groups }
  @_transparent var R: Int { 2 * triangle * groups }
  /// Where the single directions begin.
  @_transparent var single: Int { groups * (2 * triangle + latents * latents) }
  @_transparent var D: Int { single + 2 * latents * singles }
  /// The number of coordinates.
  @_transparent var count: Int { D + latents }
}
