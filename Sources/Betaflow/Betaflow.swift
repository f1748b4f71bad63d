@_exported import FiniteSize
@_exported import LinearVAE
@_exported import MeanField
@_exported import Spectra
