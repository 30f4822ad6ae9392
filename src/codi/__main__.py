"""`python -m codi` is `codi`."""

from codi.cli import main

main()
