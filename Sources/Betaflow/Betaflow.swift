@_exported import FiniteSize
@_exported import Fitting
@_exported import LinearVAE
@_exported import MeanField
@_exported import NumericKit
@_exported import Spectra
@_exported import Storage
