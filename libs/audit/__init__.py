"""What a service has said, chained by hash; where the chain stood, signed and kept elsewhere; whether all agrees."""

from libs.audit.act import Act, Told, breaches, enter, seal, unlike
from libs.audit.chain import genesis, link_of
from libs.audit.checkpoint import Head
from libs.audit.kept import Kept
from libs.audit.proof import Proof, prove
from libs.audit.sweep import KEPT, Sweep, let_go
from libs.audit.verify import Audit, verify_chain

__all__ = [
    "KEPT",
    "Act",
    "Audit",
    "Head",
    "Kept",
    "Proof",
    "Sweep",
    "Told",
    "breaches",
    "enter",
    "genesis",
    "let_go",
    "link_of",
    "prove",
    "seal",
    "unlike",
    "verify_chain",
]
