"""会签 Huiqian: the desk at which an expert review meeting is held."""
