/// The name that was most likely meant: the one at the smallest edit distance, ignoring case.
///
/// - Returns: `nil` only when nothing is allowed, or nothing so near.
package func nearestName(
  to name: String, among names: [String], within limit: Int = .max
) -> String? {
  // Nothing longer is nearer to one name than to another, and it may be a whole file.
  let written = Array(name.prefix(100).lowercased())
  return names.map { (name: $0, distance: editDistance(written, Array($0.lowercased()))) }
    .filter { $0.distance <= limit }
    .min { $0.distance < $1.distance }?.name
}

/// What is allowed in place of a name, for messages: the nearest, and the list.
///
/// - Returns: `"rate", the nearest, or another of rate, max`.
package func nearestAndOthers(
  to name: String, among names: [String], listing listed: [String]? = nil
) -> String {
  let list = (listed ?? names).joined(separator: ", ")
  return "\"\(nearestName(to: name, among: names) ?? "")\", the nearest, or another of \(list)"
}

/// How many insertions, deletions, replacements and exchanges of neighbours turn `a` into `b`, no
/// place being edited twice.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var current = [i + 1]
    for j in b.indices {
      let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
      var best = min(replaced, last[j + 1] + 1, current[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        best = min(best, beforeLast[j - 1] + 1)
      }
      current.append(best)
    }
    (beforeLast, last) = (last, current)
  }
  return last[b.count]
}
