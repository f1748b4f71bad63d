import MessageText

extension DataTable {
  /// Opens data files: text (CSV), NPY and IDX arrays, or an array of an NPZ archive; which, the content
  /// decides, not the name.
  ///
  /// - Text: cells separated by commas, semicolons, tabs or blanks, in quotes or not. A first line without
  ///   any number is a header, and so is one that numbers the columns, or a comment that has a word for
  ///   each. Columns of labels are left out. Lines that begin with `#` or `%` are comments,
  ///   and so is what follows `#` behind a number. Blank lines are passed over.
  /// - NPY versions 1 to 3, and IDX: arrays of `f2`, `f4`, `f8`, `b1`, or integers of 1 to 8 bytes, in
  ///   either byte order, C or Fortran order. The first dimension are the samples, all others are
  ///   flattened. A single series needs ``ReadingOptions/window``.
  /// - NPZ: the only array, or the one that ``ReadingOptions/key`` names. Pickled objects are never read.
  /// - Any of them may be compressed by gzip; then it is unpacked in memory.
  ///
  /// Arrays stay on disk, mapped into memory, and are converted block by block, which is when their
  /// values are found to be finite or not; text is parsed here. Several files are one table, row below
  /// row. What is doubtful, or was left out, ``remarks()`` tells.
  /// - Parameters:
  ///   - paths: The files, at least one; `-` is standard input. All have the same columns.
  ///   - options: How to read them.
  ///   - limit: The most bytes that a compressed file may become; what fits into half of the memory
  ///     unless given, and no more than one would believe of a table.
  /// - Throws: `DataFileError`, with the problem ``DataFileError/Problem/unsuitedOption(_:reason:)``
  ///   where an option is what is wrong.
  /// - Complexity: O(1) for arrays, O(bytes) for text; O(elements) where missing cells are looked for.
  public init(
    contentsOf paths: [String], reading options: ReadingOptions = ReadingOptions(),
    unpackingAtMost limit: Int? = nil
  ) throws(DataFileError) {
    precondition(!paths.isEmpty, "no file to read")
    do throws(DataFileError.Problem) {
      try options.check()
    } catch { throw DataFileError(path: paths[0], problem: error) }
    var files: [TableFile] = []
    for path in paths {
      let parsed = paths.count == 1 && !options.isTransposed ? options.rowIndices : nil
      let file = try TableFile(
        path, options, like: files.first, rows: parsed, unpackingAtMost: limit)
      files.append(file)
    }
    self.init(try TableAssembly(files, options))
  }

  /// Opens one file, as several are opened.
  ///
  /// - Parameters:
  ///   - path: The file, or `-` for standard input.
  ///   - options: How to read it.
  ///   - limit: The most bytes that a compressed file may become.
  /// - Throws: `DataFileError`.
  /// - Complexity: O(1) for arrays, O(bytes) for text.
  public init(
    contentsOf path: String, reading options: ReadingOptions = ReadingOptions(),
    unpackingAtMost limit: Int? = nil
  ) throws(DataFileError) {
    try self.init(contentsOf: [path], reading: options, unpackingAtMost: limit)
  }
}
