"""The volumes, in a database that no sample has come to."""

from bench.commands.begun import begin
from bench.storage.house import section
from services.storage.site import load
from services.storage.store import StorageUnit

if __name__ == "__main__":
    begin("storage", StorageUnit, lambda unit: load(section(), unit))
