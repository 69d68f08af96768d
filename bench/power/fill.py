"""The site's meters, in a database that nothing has been read in."""

from bench.commands.begun import begin
from bench.power.house import section
from services.power.site import load
from services.power.store import PowerUnit

if __name__ == "__main__":
    begin("power", PowerUnit, lambda unit: load(section(), unit))
