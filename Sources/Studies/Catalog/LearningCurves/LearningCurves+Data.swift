import Storage

extension LearningCurves {
  /// One file per curve.
  public var problems: [CatalogProblem] {
    curves.map { curve in
      CatalogProblem(
        "\(curve.latents)-latents-beta-\(ColumnTable.shortest(curve.beta))", curve.problem)
    }
  }

  /// The flow, one row per curve and time, and the runs with their standard errors.
  public var tables: [CatalogTable] {
    let flow = curves.map { Rows(curve: $0, times: $0.times, stages: $0.flow) }
    let runs = curves.map {
      Rows(curve: $0, times: $0.runTimes, stages: $0.runs, errors: $0.errors)
    }
    return [CatalogTable(table(flow)), CatalogTable(table(runs), suffix: "sgd")]
  }

  /// The rows of a table that belong to one curve.
  private struct Rows {
    let curve: Curve
    let times: [Double]
    let stages: [LearningStage]
    var errors: [LearningStage] = []
  }

  private func table(_ blocks: [Rows]) -> ColumnTable {
    func column(_ value: (Curve) -> Double) -> [Double] {
      blocks.flatMap { block in Array(repeating: value(block.curve), count: block.times.count) }
    }
    var table = ColumnTable()
    table.add("latents", column { Double($0.latents) })
    table.add("beta", column { $0.beta })
    table.add("t", blocks.flatMap { (block: Rows) -> [Double] in block.times })
    for field in LearningStage.fields {
      table.add(field.name, blocks.flatMap { $0.stages.map(field.value) })
      guard blocks.contains(where: { !$0.errors.isEmpty }) else { continue }
      table.add("\(field.name)_standard_error", blocks.flatMap { $0.errors.map(field.value) })
    }
    return table
  }
}
