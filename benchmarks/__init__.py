"""Measurements against peers, each with its workload, its protocol and one command."""
