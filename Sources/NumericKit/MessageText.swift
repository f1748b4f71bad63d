// Errors of every library quote keys and names in the same way.
@_exported import MessageText
