"""The values that scripts work with, as plain Python values wherever one fits.

``None``, ``bool``, ``str``, ``int`` (Int32), ``float`` (Double), ``decimal.Decimal`` and ``list`` (``Object[]``)
stand for themselves; everything else of .NET has a class here.
"""
