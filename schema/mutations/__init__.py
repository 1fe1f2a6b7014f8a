"""The mutations: inputs, payloads with their errors, and the fields, family by family."""
