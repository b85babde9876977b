"""Django's own tests, bare and with every signal watched."""
