"""The commands of `chapelle`: each module has `add(commands)`, which declares it, and what runs it."""
