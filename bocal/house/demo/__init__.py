"""The demonstration: five invented collectives with the shape and the figures of real ones, built through the acts."""
