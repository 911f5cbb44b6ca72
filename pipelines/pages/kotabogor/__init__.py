"""The page objects of kotabogor.go.id, for each generation of the site."""
