// Types of CharNumerics in this library's interface, for code that imports CharLM alone.
@_exported public import struct CharNumerics.FileError
@_exported public import enum CharNumerics.Precision
