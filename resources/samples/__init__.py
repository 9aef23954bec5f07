"""Made-up meetings for the demonstration desk, the rehearsals and the tests."""
