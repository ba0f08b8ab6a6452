// Types of other targets in this library's interface, for code that imports CharLM alone.
@_exported public import struct CharIO.FileError
@_exported public import enum CharNumerics.Precision
