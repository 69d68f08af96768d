"""An invoice as the law wants it: Factur-X, that is EN 16931 XML within a PDF/A-3 that a person reads."""
