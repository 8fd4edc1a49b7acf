"""What exceptions say that are made without a message."""

from fake_agent.powershell.dotnet.type_model import NetType

_MESSAGES = {
    "System.SystemException": "System error.",
    "System.ApplicationException": "Error in the application.",
    "System.ArgumentException": "Value does not fall within the expected range.",
    "System.ArgumentNullException": "Value cannot be null.",
    "System.ArgumentOutOfRangeException": "Specified argument was out of the range of valid values.",
    "System.ArithmeticException": "Overflow or underflow in the arithmetic operation.",
    "System.DivideByZeroException": "Attempted to divide by zero.",
    "System.OverflowException": "Arithmetic operation resulted in an overflow.",
    "System.FormatException": "One of the identified items was in an invalid format.",
    "System.IndexOutOfRangeException": "Index was outside the bounds of the array.",
    "System.InvalidCastException": "Specified cast is not valid.",
    "System.InvalidOperationException": "Operation is not valid due to the current state of the object.",
    "System.NotImplementedException": "The method or operation is not implemented.",
    "System.NotSupportedException": "Specified method is not supported.",
    "System.NullReferenceException": "Object reference not set to an instance of an object.",
    "System.OutOfMemoryException": "Insufficient memory to continue the execution of the program.",
    "System.TimeoutException": "The operation has timed out.",
    "System.UnauthorizedAccessException": "Attempted to perform an unauthorized operation.",
    "System.OperationCanceledException": "The operation was canceled.",
    "System.MissingMemberException": "Attempted to access a missing member.",
    "System.MissingMethodException": "Attempted to access a missing method.",
    "System.MissingFieldException": "Attempted to access a non-existing field.",
    "System.MemberAccessException": "Cannot access member.",
    "System.MethodAccessException": "Attempt to access the method failed.",
    "System.PlatformNotSupportedException": "Operation is not supported on this platform.",
    "System.Security.SecurityException": "Security error.",
    "System.TypeLoadException": "Failure has occurred while loading a type.",
    "System.IO.IOException": "I/O error occurred.",
    "System.IO.FileNotFoundException": "Unable to find the specified file.",
    "System.IO.DirectoryNotFoundException": "Attempted to access a path that is not on the disk.",
    "System.IO.EndOfStreamException": "Attempted to read past the end of the stream.",
    "System.Collections.Generic.KeyNotFoundException": "The given key was not present in the dictionary.",
}


def default_message(kind: NetType) -> str:
    """The message of an exception of that type that was given none."""
    return _MESSAGES.get(kind.full_name, f"Exception of type '{kind.full_name}' was thrown.")
