// Types of other targets in this library's interface, for code that imports CharTraining alone.
@_exported public import struct CharIO.FileError
@_exported public import enum CharNumerics.Precision
@_exported public import enum CharSettings.SettingError
