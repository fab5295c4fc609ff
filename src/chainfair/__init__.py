"""chainfair: runs a supply-chain fair, from chains to a closing report that proves every number."""

VERSION = "0.1.0"
